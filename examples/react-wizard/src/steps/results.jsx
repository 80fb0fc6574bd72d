/** The third step: risk, findings and charts. */

export function ResultsStep({ wizard }) {
  return (
    <section aria-label="Results">
      <wizard-results state={wizard.wizardState} />
    </section>
  );
}
