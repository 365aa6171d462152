// What does not fit the window, what is cut off, and what is hidden although it has the focus.
const found = [];
const root = document.documentElement;
const width = root.clientWidth;
const name = (element) =>
  element.tagName.toLowerCase() +
  (element.id ? `#${element.id}` : "") +
  (element.className.length > 0 ? `.${element.className}` : "");
const unseen = (element) => element.closest(".unseen, svg") || !element.checkVisibility();

if (root.scrollWidth > width) found.push(`the page is ${root.scrollWidth} pixels wide, not ${width}`);

for (const element of document.body.querySelectorAll("*")) {
  if (unseen(element)) continue;
  const style = getComputedStyle(element);
  const typed = element.matches("input, textarea");
  const cuts = style.overflowX !== "visible" || style.overflowY !== "visible";
  const scrolls = element.matches("textarea, iframe");
  if (cuts && !typed && !scrolls && element.scrollWidth > element.clientWidth)
    found.push(`${name(element)} cuts off ${element.scrollWidth - element.clientWidth} pixels`);
  if (!typed && style.textOverflow === "ellipsis") found.push(`${name(element)} ends in dots`);
  const { left, right } = element.getBoundingClientRect();
  if (left < -0.5 || right > width + 0.5) found.push(`${name(element)} reaches from ${left} to ${right}`);
}

// Words, wherever their element ends: they stay within the window, and within what has an edge.
const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const range = document.createRange();
while (words.nextNode()) {
  const around = words.currentNode.parentElement;
  if (!words.currentNode.data.trim() || unseen(around)) continue;
  const edge = around.closest("button, .button, .card, main, body").getBoundingClientRect();
  range.selectNodeContents(words.currentNode);
  for (const { left, right } of range.getClientRects())
    if (left < edge.left - 0.5 || right > edge.right + 0.5)
      found.push(`"${words.currentNode.data.trim()}" leaves ${name(around)}`);
}

// The button in a password's field covers nothing of what is typed there.
for (const button of document.querySelectorAll(".reveal:not([hidden])")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  const room = parseFloat(getComputedStyle(field).paddingInlineEnd);
  if (button.getBoundingClientRect().width > room) found.push(`${name(button)} covers its field`);
}

// What has the focus is in sight, and nothing lies over it (WCAG 2.2, 2.4.11).
const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0'], iframe";
for (const stop of document.querySelectorAll(stops)) {
  if (stop.tabIndex < 0 || unseen(stop)) continue;
  stop.focus();
  if (document.activeElement !== stop) {
    found.push(`${name(stop)} takes no focus`);
    continue;
  }
  const box = [...stop.getClientRects()].find((one) => one.bottom > 0 && one.top < innerHeight);
  if (!box) {
    found.push(`${name(stop)} is out of sight when it has the focus`);
    continue;
  }
  const across = (box.left + box.right) / 2;
  const down = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const above = document.elementFromPoint(across, down);
  if (!above || !(stop.contains(above) || above.contains(stop) || above.closest("label")))
    found.push(`${name(stop)} is behind ${above ? name(above) : "nothing"} when it has the focus`);
}
return found;
