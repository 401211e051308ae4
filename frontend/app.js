// Only the components our pages use. Every page also works without this file.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "govuk-frontend";

// GOV.UK's radios say aria-expanded, which ARIA does not allow on a radio button.
class PlainRadios extends Radios {
  syncConditionalRevealWithInputState(input) {
    super.syncConditionalRevealWithInputState(input);
    input.removeAttribute("aria-expanded");
  }
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  PlainRadios,
  ServiceNavigation,
  SkipLink,
]) {
  createAll(component);
}

// Filters stand open beside a list where there is room, and closed above it on a phone.
if (window.matchMedia("(min-width: 48.0625em)").matches) {
  for (const filter of document.querySelectorAll('[data-module="app-filter"]')) {
    filter.open = true;
  }
}

// Sending some forms takes a while; the words say so, also to a screen reader.
for (const form of document.querySelectorAll('[data-module="app-progress"]')) {
  form.addEventListener("submit", () => {
    form.querySelector('[role="status"]').textContent = form.dataset.progress;
  });
}

// While a name is typed, groups with a name like it are shown below. The count alone is read out; the same is asked
// again when the form is sent, so nothing rests on this.
for (const box of document.querySelectorAll('[data-module="app-alike"]')) {
  const form = box.closest("form");
  const [said, list] = box.children;
  let waiting;
  let asked;
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const typed = new URLSearchParams();
    for (const name of ["name", "area_id", "postcode"]) typed.set(name, new FormData(form).get(name) ?? "");
    try {
      const answer = await fetch(`${box.dataset.href}?${typed}`, { signal: asked.signal });
      if (!answer.ok) return;
      const found = await answer.json();
      if (said.textContent !== found.said) said.textContent = found.said;
      list.innerHTML = found.html;
    } catch {
      // Asked anew, or no network: what is shown stays, and the form works without.
    }
  };
  for (const name of ["name", "area_id", "postcode"]) {
    form.elements[name]?.addEventListener?.("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 400);
    });
  }
}

// A page that follows work on the server says how far it is, and is loaded anew once the work is done.
for (const followed of document.querySelectorAll('[data-module="app-refresh"]')) {
  const look = async () => {
    const answer = await fetch(window.location.href).catch(() => null);
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector('[data-module="app-refresh"] [role="status"]');
      if (!now) return window.location.reload();
      followed.querySelector('[role="status"]').textContent = now.textContent.trim();
      const [bar, done] = [followed, page].map((part) => part.querySelector("progress"));
      if (bar && done) bar.value = done.value;
    }
    return setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
}

// "Where I am": asked of the browser only when somebody presses, and filled in to some hundred metres.
for (const offer of document.querySelectorAll('[data-module="app-here"]')) {
  const said = offer.querySelector('[role="status"]');
  const fillIn = ({ coords }) => {
    const position = [coords.latitude, coords.longitude].map((degrees) => degrees.toFixed(3));
    document.getElementById(offer.dataset.field).value = position.join(", ");
    said.textContent = "Where you are is filled in, to some 100 metres.";
  };
  const giveUp = () => {
    said.textContent = "Your browser did not say where you are. Enter a postcode instead.";
  };
  offer.hidden = !navigator.geolocation;
  offer.querySelector("button").addEventListener("click", () => {
    said.textContent = "Finding where you are.";
    navigator.geolocation.getCurrentPosition(fillIn, giveUp, { timeout: 10_000, maximumAge: 60_000 });
  });
}

// Whoever goes back to a form and sends it again unchanged sends it under the same key, so that it is stored once.
// The browser brings back the answers, but the server gave the page a new key. What is kept is a number, no answer.
function fingerprint(form) {
  let sum = 0;
  for (const [name, value] of new FormData(form)) {
    if (name === "csrf_token" || name === "submission_key") continue;
    for (const letter of `${name}=${value};`) sum = (Math.imul(sum, 31) + letter.codePointAt(0)) | 0;
  }
  return sum;
}

for (const key of document.querySelectorAll('input[name="submission_key"]')) {
  key.form.addEventListener("submit", () => {
    const sent = fingerprint(key.form);
    if (history.state?.sent === sent) key.value = history.state.key;
    else history.replaceState({ sent, key: key.value }, "");
  });
}

import "./offline/everywhere.js";
