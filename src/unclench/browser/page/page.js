// What textual.js, which draws the terminal and connects it, does not do: a page that comes back after the connection
// was lost, the keys of a remote control for touch screens, and letters that are there before anything is drawn.
"use strict";

const FOR_GOOD = [1000, 1013, 4001]; // it has ended; too many pages; another page shows it
const TRY_EVERY = 3000; // ms
const KEYS = { escape: "\x1b", left: "\x1b[D", up: "\x1b[A", down: "\x1b[B", right: "\x1b[C", space: " ", enter: "\r" };
const NARROW = 600; // pixels of a phone held upright
const SMALL = "13"; // pixels of a letter there: fifty of them fit

// By this name the tab is given its own program again, also while the computer still takes the old connection for alive.
function nameOfTab() {
  let name = sessionStorage.getItem("tab");
  if (name === null) {
    name = Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join("");
    sessionStorage.setItem("tab", name);
  }
  return name;
}

let socket = null;

window.WebSocket = class extends window.WebSocket {
  constructor(url) {
    super(url + "&tab=" + nameOfTab());
    socket = this;
    this.addEventListener("open", () => {
      if (!matchMedia("(pointer: coarse)").matches) document.querySelector(".xterm-helper-textarea").focus();
    });
    this.addEventListener("close", (event) => closed(event.code));
  }
};

function closed(code) {
  const lost = !FOR_GOOD.includes(code);
  document.body.dataset.closed = lost ? "lost" : String(code);
  if (lost) setTimeout(comeBack, 0);
}

async function comeBack() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.ok) location.reload();
    else closed(1000); // it was started again since, with another secret
  } catch {
    setTimeout(comeBack, TRY_EVERY);
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const terminal = document.querySelector("#terminal");
  if (innerWidth < NARROW) terminal.dataset.fontSize = SMALL;
  for (const button of document.querySelectorAll(".again")) button.addEventListener("click", () => location.reload());
  for (const button of document.querySelectorAll("#keys button")) {
    button.addEventListener("click", () => socket?.send(JSON.stringify(["stdin", KEYS[button.dataset.key]])));
  }
});

// textual.js begins in `onload`; drawn earlier than its letters are there, everything would have others for good.
const begin = window.onload;
window.onload = async (event) => {
  await Promise.allSettled([document.fonts.load('16px "Roboto Mono"'), document.fonts.load('bold 16px "Roboto Mono"')]);
  begin(event);
};
