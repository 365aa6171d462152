// What axe finds on this page by these rules, one line for each element; then what it could not decide.
const [rules, done] = arguments;
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const asked =
  rules.length > 0
    ? { runOnly: { type: "rule", values: rules } }
    : { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true } } };
const line = (rule) => (node) =>
  `${rule.id}: ${node.target.join(" ")}: ${[...node.any, ...node.all, ...node.none]
    .map((check) => check.message)
    .join("; ")}`;
axe.run(document, { ...asked, iframes: false, resultTypes: ["violations"] }).then(
  (results) => done(results.violations.flatMap((rule) => rule.nodes.map(line(rule)))),
  (error) => done([String(error)]),
);
