// Controls that cannot be told from the page where its colours are the person's own (forced-colors).
const found = [];
const name = (element) => `${element.tagName.toLowerCase()} ${element.id || element.textContent.trim()}`;
const clear = (colour) => /^rgba\(.*, 0\)$/.test(colour);
for (const control of document.querySelectorAll("input, select, textarea, button, .button, .summary, .notice")) {
  if (!control.checkVisibility() || control.matches("[type=hidden], .unseen")) continue;
  const style = getComputedStyle(control);
  const behind = getComputedStyle(control.parentElement.closest(".card, body")).backgroundColor;
  const edge = style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) >= 1;
  if (!control.matches("[type=checkbox]") && (!edge || clear(style.borderTopColor) || style.borderTopColor === behind))
    found.push(`${name(control)} has no edge: ${style.borderTopWidth} ${style.borderTopColor} on ${behind}`);
  if (!control.matches("input, select, textarea, button, a, #error-summary")) continue;
  control.focus({ focusVisible: true });
  const ring = getComputedStyle(control);
  if (ring.outlineStyle === "none" || parseFloat(ring.outlineWidth) < 2 || clear(ring.outlineColor))
    found.push(`${name(control)} has no ring: ${ring.outlineStyle} ${ring.outlineWidth} ${ring.outlineColor}`);
}
for (const field of document.querySelectorAll("[aria-invalid=true]")) {
  field.blur();
  if (getComputedStyle(field).outlineStyle === "none") found.push(`${name(field)} looks as if it were right`);
}
return found;
