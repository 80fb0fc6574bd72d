/** The first step: settings that save themselves once they are valid. */

import { useRef } from 'react';
import { useTemplates } from '@wizard-service/client/react';

export function SettingsStep({ wizard }) {
  const { wizardState, fieldErrors, pendingCount, actions } = wizard;
  const { actions: templates } = useTemplates();
  const form = useRef(null);
  const isOpen = wizardState.wizard_step === 'SETTINGS';
  const settings = wizardState.settings;

  const save = ({ detail }) => {
    if (detail.problems.length) return;
    // The state has the error of a change that is refused.
    actions.updateWizardState({ settings: detail.settings }).catch(() => undefined);
  };
  const start = () => {
    if (!settings) return form.current.showProblems();
    actions.startInvestigation().catch(() => undefined);
  };
  const keep = () =>
    templates.createTemplate({ name: settings.name, settings }).catch(() => undefined);

  return (
    <section aria-label="Settings">
      <wizard-settings
        ref={form}
        settings={settings}
        editable={isOpen}
        problems={fieldErrors}
        onwizard-settings-change={save}
      />
      {isOpen && (
        <footer>
          <span role="status">
            {pendingCount ? 'saving' : settings ? 'saved' : 'not saved yet'}
          </span>
          <button disabled={!settings} onClick={keep}>
            Save as template
          </button>
          <button onClick={start}>Start</button>
        </footer>
      )}
    </section>
  );
}
