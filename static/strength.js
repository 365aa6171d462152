// Says how long a new password is. What it is worth is for the server to say.

for (const line of document.querySelectorAll(".strength")) {
  const [meter, words] = line.children;
  const { of, short, fair, good } = line.dataset;
  document.getElementById(of).addEventListener("input", ({ target }) => {
    const length = (meter.value = [...target.value].length);
    const said = length < meter.low ? short : length < meter.high ? fair : good;
    const now = length ? said : "";
    meter.hidden = !length;
    // Said aloud, so not with each letter.
    if (words.textContent !== now) words.textContent = now;
  });
  line.hidden = false;
  meter.hidden = true;
}
