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
