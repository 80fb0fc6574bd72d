/** One investigation: its three steps, its connection, and a conflict with another user. */

import { useInvestigation } from '@wizard-service/client/react';
import { ProgressStep } from './steps/progress.jsx';
import { ResultsStep } from './steps/results.jsx';
import { SettingsStep } from './steps/settings.jsx';

const STEPS = { SETTINGS: SettingsStep, PROGRESS: ProgressStep, RESULTS: ResultsStep };

export function Investigation({ id }) {
  const wizard = useInvestigation(id);
  const { wizardState, currentStep, conflict, error, isGone, actions } = wizard;
  const Step = STEPS[currentStep];
  return (
    <main>
      <header>
        <a href="#">All investigations</a>
        <h1>{wizardState?.settings?.name ?? 'New investigation'}</h1>
        <wizard-connection connection={connectionOf(wizard)} />
      </header>
      {error && <p role="alert">{isGone ? 'It was deleted.' : error}</p>}
      <wizard-steps
        state={wizardState}
        viewed={currentStep}
        onwizard-step={({ detail }) => actions.setCurrentStep(detail.step)}
      />
      <wizard-conflict
        conflict={conflict}
        onwizard-resolve={({ detail }) => actions.resolveConflict(detail.choice)}
      />
      {wizardState && Step && <Step wizard={wizard} />}
    </main>
  );
}

function connectionOf({ polling, isOffline }) {
  const { isConnected, transport, currentInterval: intervalMs } = polling;
  const phase = isConnected ? 'live' : isOffline ? 'offline' : 'connecting';
  return { phase, transport, intervalMs };
}
