/** Results for a ticket or a mail. */

export function asText({ settings, results, investigation_id: id }) {
  const { risk_score: risk, findings } = results;
  const found = findings.map((each) => `- [${each.severity}] ${each.title} (${Math.round(each.confidence * 100)} % sure)\n  ${each.description}`);
  return [`${settings?.name ?? id}`, `Risk ${risk.overall_score} of 100, ${risk.risk_level}`, "", ...found, "", `${location.origin}${location.pathname}#/i/${id}`].join("\n");
}
