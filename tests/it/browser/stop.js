// Where the keyboard stands: which stop of how many, what it is called, and what is wrong with it.
const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex='0']";
const stops = [...document.querySelectorAll(all)].filter(
  (stop) => stop.tabIndex >= 0 && !stop.disabled && stop.checkVisibility(),
);
const here = document.activeElement;
const name = (stop) => `${stop.tagName.toLowerCase()} ${stop.id || stop.name || stop.textContent.trim()}`;
const faults = [];
if (here !== document.body) {
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(here);
  const ring = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/, 0\)$/.test(outlineColor);
  if (!ring) faults.push(`${name(here)} has no ring: ${outlineStyle} ${outlineWidth} ${outlineColor}`);
  const box = here.getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight) faults.push(`${name(here)} is out of sight`);
}
// In the order of reading the next stop is lower, or in the same line and farther on.
const forth = document.dir === "rtl" ? (one, other) => other.right <= one.right : (one, other) => other.left >= one.left;
for (const [at, stop] of stops.entries()) {
  if (at === 0) continue;
  const [one, other] = [stops[at - 1].getBoundingClientRect(), stop.getBoundingClientRect()];
  const below = other.top >= one.bottom - 1;
  if (!below && !(other.bottom > one.top && forth(one, other)))
    faults.push(`${name(stop)} comes after ${name(stops[at - 1])}, and stands before it`);
}
return { at: stops.indexOf(here), of: stops.length, name: name(here), faults };
