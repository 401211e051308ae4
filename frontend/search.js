// While somebody types into the search box of the list, groups and people are offered below it; choosing one opens its
// page. Enter searches, as it does without this file. The box is GOV.UK's accessible autocomplete.
import accessibleAutocomplete from "accessible-autocomplete";

const WAIT = 200;

function line(tag, text, className) {
  const element = document.createElement(tag);
  element.className = className;
  element.dir = "auto";
  element.textContent = text;
  return element.outerHTML;
}

// Asks once the typing pauses. A newer question stops an older one, so that no answer comes out of order.
function asker(href) {
  let waiting;
  let asked;
  return (typed, show) => {
    clearTimeout(waiting);
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    waiting = setTimeout(async () => {
      try {
        const answer = await fetch(`${href}?${new URLSearchParams({ q: typed })}`, { signal });
        const { found } = answer.ok ? await answer.json() : { found: [] };
        if (!signal.aborted) show(found);
      } catch {
        // Asked anew, or no network: the search itself works without.
      }
    }, WAIT);
  };
}

for (const form of document.querySelectorAll('[data-module="app-search"]')) {
  const plain = form.querySelector('input[name="q"]');
  const ask = asker(form.dataset.href);
  const label = plain.labels[0];
  label.id = `${plain.id}-label`;
  const box = document.createElement("div");
  const hint = document.getElementById(plain.getAttribute("aria-describedby"));
  // In the box itself Enter searches and a blank is a blank; the component would swallow both, one while its list is
  // open, the other after Escape. A choice in the list has the focus itself.
  box.addEventListener(
    "keydown",
    (event) => {
      if (event.target.name === plain.name && [" ", "Enter"].includes(event.key)) event.stopPropagation();
    },
    true,
  );
  plain.replaceWith(box);
  accessibleAutocomplete({
    element: box,
    id: plain.id,
    name: plain.name,
    source: (typed, show) => box.contains(document.activeElement) && ask(typed, show),
    minLength: 2,
    confirmOnBlur: false,
    showNoOptionsFound: false,
    displayMenu: "overlay",
    menuAttributes: { "aria-labelledby": label.id },
    templates: {
      inputValue: (one) => one?.name ?? "",
      suggestion: (one) => line("span", one.name, "app-search__name") + line("span", one.about, "app-search__about"),
    },
    onConfirm: (one) => one && window.location.assign(one.href),
    tAssistiveHint: () =>
      `${hint?.textContent.trim() ?? ""}. When suggestions are shown, use the up and down arrows to look at them and enter to open one.`,
  });
  // Given as its default, what was searched for would be the first choice of the list.
  Object.assign(box.querySelector("input"), { dir: "auto", value: plain.value });
}
