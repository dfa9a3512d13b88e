// One slide at a time by keyboard, finger, button or address, and a second window for the speaker.
// Without this script, and on a phone held upright, the slides stand one below the other.

const slides = [...document.querySelectorAll(".slide")];
const words = document.querySelector("[data-words]").dataset;
const upright = matchMedia("(max-width: 700px) and (orientation: portrait)");
const WIDTH = 1280;
const HEIGHT = 720;
let place = 0;
let speaker = null;
let started = Date.now();

/** Show the slide at a place; to move the focus there makes screen readers say its heading. */
function show(wanted, focus = true) {
  place = Math.min(Math.max(wanted, 0), slides.length - 1);
  slides.forEach((slide, index) => slide.classList.toggle("is-current", index === place));
  history.replaceState(null, "", `#${slides[place].id}`);
  if (focus) slides[place].focus({ preventScroll: !upright.matches });
  tellSpeaker();
}

/** The place of the slide that the address names; the first one where it names none. */
function named() {
  return Math.max(slides.findIndex((slide) => `#${slide.id}` === location.hash), 0);
}

function fit() {
  const scale = Math.min(innerWidth / WIDTH, innerHeight / HEIGHT);
  document.documentElement.style.setProperty("--scale", scale);
}

const acts = {
  back: () => show(place - 1),
  next: () => show(place + 1),
  first: () => show(0),
  last: () => show(slides.length - 1),
  full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  notes: openSpeaker,
};

const keys = {
  ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", Enter: "next",
  ArrowLeft: "back", ArrowUp: "back", PageUp: "back", Backspace: "back",
  Home: "first", End: "last", f: "full", s: "notes", n: "notes",
};

function press(event) {
  const act = keys[event.key] ?? keys[event.key.toLowerCase()];
  const onButton = event.target.closest?.("button, a") && (event.key === " " || event.key === "Enter");
  if (!act || onButton || event.ctrlKey || event.metaKey || event.altKey || upright.matches) return;
  event.preventDefault();
  acts[event.shiftKey && act === "next" ? "back" : act]();
}

/** A second window made by this one alone, so that it works from a file too; where none may open, notes show below. */
function openSpeaker() {
  speaker = open("", "digits-speaker", "popup,width=1180,height=760");
  if (!speaker) {
    document.body.classList.toggle("with-notes");
    return;
  }
  const view = speaker.document;
  view.documentElement.lang = document.documentElement.lang;
  view.title = words.presenter;
  view.head.replaceChildren(view.importNode(document.querySelector("style"), true));
  view.body.className = "speaker";
  view.body.innerHTML = `<div class="now" data-now></div><div class="then"><h2>${words.next}</h2><div data-then></div>
    <p class="clock"><time data-clock></time> <button type="button">${words.reset}</button></p></div>
    <div class="said" data-said></div>`;
  view.onkeydown = press;
  view.querySelector("button").onclick = () => {
    started = Date.now();
    tick();
  };
  tellSpeaker();
  tick();
}

function tellSpeaker() {
  if (!speaker || speaker.closed) return;
  const view = speaker.document;
  const copy = (slide) => {
    const copied = view.importNode(slide, true);
    copied.removeAttribute("id");
    return copied;
  };
  view.querySelector("[data-now]").replaceChildren(copy(slides[place]));
  const following = slides[place + 1];
  view.querySelector("[data-then]").replaceChildren(following ? copy(following) : words.end);
  view.querySelector("[data-said]").innerHTML = slides[place].querySelector(".notes").innerHTML;
}

function tick() {
  if (!speaker || speaker.closed) return;
  const seconds = Math.floor((Date.now() - started) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  speaker.document.querySelector("[data-clock]").textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

/** A finger that goes sideways turns the page; one that goes up or down, or two fingers, do what they always do. */
function swipe() {
  let from = null;
  addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 ? event.touches[0] : null;
  }, { passive: true });
  addEventListener("touchend", (event) => {
    if (!from || upright.matches) return;
    const [x, y] = [event.changedTouches[0].clientX - from.clientX, event.changedTouches[0].clientY - from.clientY];
    if (Math.abs(x) > 50 && Math.abs(x) > 2 * Math.abs(y)) acts[x < 0 ? "next" : "back"]();
    from = null;
  }, { passive: true });
}

document.documentElement.classList.add("is-presented");
document.querySelector(".controls").hidden = false;
document.querySelector(".controls").onclick = (event) => acts[event.target.closest("button")?.dataset.act]?.();
addEventListener("keydown", press);
addEventListener("hashchange", () => show(named()));
addEventListener("resize", fit);
setInterval(tick, 500);
swipe();
fit();
show(named(), false);
