// Goes on once every frame has loaded, which is when all applications know of the sign-out, or after
// a while. Plain enough for browsers that run little more than scripts of their youth.

// Milliseconds.
const WAIT = 3000;

const timer = setTimeout(goOn, WAIT);

function goOn() {
  clearTimeout(timer);
  removeEventListener("load", goOn);
  location.replace(document.getElementById("continue").href);
}

addEventListener("load", goOn);
