/** The second step: what the executor reports, and what it asks. */

import { useFeed } from '@wizard-service/client/react';

export function ProgressStep({ wizard }) {
  const { wizardState, actions } = wizard;
  const { investigation_id: id, status, progress } = wizardState;
  const lines = (progress?.logs ?? []).map((message) => ({ message }));
  // The state has the error of a command that is refused.
  const send = (command) => command.catch(() => undefined);
  const answer = ({ detail }) => send(actions.answerInput(detail.requestId, detail.answer));

  return (
    <section aria-label="Progress">
      <wizard-inputs
        inputs={progress?.inputs ?? []}
        editable={status === 'IN_PROGRESS'}
        onwizard-answer={answer}
      />
      <wizard-progress state={wizardState}>
        <wizard-log slot="log" lines={lines} />
      </wizard-progress>
      <footer>
        <LatestEvent id={id} />
        {status === 'ERROR' && (
          <button onClick={() => send(actions.retryInvestigation())}>Retry</button>
        )}
        {status === 'IN_PROGRESS' && (
          <button onClick={() => send(actions.cancelInvestigation())}>Cancel</button>
        )}
      </footer>
    </section>
  );
}

function LatestEvent({ id }) {
  const { events } = useFeed(id);
  return <span role="status">{events.at(-1)?.event_type ?? 'no event yet'}</span>;
}
