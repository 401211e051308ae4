// The log form on the phone. Its questions and answers are the server's own; here they are filled in, read and looked over.
const DAY = ["day", "month", "year"];

// The day in London, as the three boxes want it.
function today() {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London" }).formatToParts();
  return parts.filter(({ type }) => DAY.includes(type)).map(({ type, value }) => [`happened_on-${type}`, Number(value)]);
}

export function setAreas(form, areas) {
  const list = form.querySelector('[data-part="area-list"]');
  form.querySelector('[data-part="areas"]').hidden = areas.length < 2;
  for (const { id, name } of areas) {
    const item = document.getElementById("area").content.firstElementChild.cloneNode(true);
    const [input, label] = item.children;
    Object.assign(input, { id: `area-${id}`, value: id, checked: !list.children.length });
    label.htmlFor = input.id;
    label.textContent = name;
    list.append(item);
  }
}

export function fillIn(form, fields) {
  for (const [name, value] of [...today(), ...fields]) {
    for (const input of form.querySelectorAll(`[name="${name}"]`)) {
      const isBox = input.type === "radio" || input.type === "checkbox";
      if (!isBox) input.value = value;
      else if (input.value === value) input.checked = true;
      const fold = input.closest("details");
      if (fold && fields.length && (isBox ? input.value === value : name.startsWith("follow") || value)) {
        fold.open ||= fields.some(([said]) => said === name) && !(name === "again" && value === "no");
      }
    }
  }
  // GOV.UK's parts look at their inputs again.
  window.dispatchEvent(new Event("pageshow"));
}

const said = (form, name) => form.querySelector(`[name="${name}"]:checked`)?.labels[0].textContent.trim() ?? "";

// What is kept: the answers, and in words what they say.
export function filled(form, account) {
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  const note = form.elements.note.value.trim();
  const what = `${said(form, "method")}: ${said(form, "outcome")}${note ? `. “${note}”` : ""}`;
  return { fields: [...fields, ["owner", String(account)]], what };
}

// What the server would refuse at once: an answer that is missing. The rest it judges when it is sent.
export function mistakes(form) {
  const answers = new FormData(form);
  const isMissing = (name) =>
    form.elements[`${name}-day`] ? DAY.some((box) => !answers.get(`${name}-${box}`)) : !answers.get(name);
  return Object.entries(JSON.parse(form.dataset.required))
    .filter(([name]) => form.querySelector(`[name="${name}"], [name="${name}-day"]`) && isMissing(name))
    .map(([name, message]) => ({ input: form.querySelector(`[name="${name}"], [name="${name}-day"]`), message }));
}

export function showMistakes(form, place, found) {
  for (const old of form.querySelectorAll(".govuk-error-message")) old.remove();
  for (const old of form.querySelectorAll(".govuk-form-group--error")) old.classList.remove("govuk-form-group--error");
  place.replaceChildren();
  if (!found.length) return;
  const summary = document.getElementById("summary").content.firstElementChild.cloneNode(true);
  const [line] = summary.querySelectorAll("li");
  line.replaceWith(...found.map(({ input, message }) => errorOf(line, input, message)));
  place.append(summary);
  summary.tabIndex = -1;
  summary.focus();
}

function errorOf(line, input, message) {
  const group = input.closest(".govuk-form-group");
  const beside = document.createElement("p");
  beside.className = "govuk-error-message";
  beside.textContent = message;
  group.classList.add("govuk-form-group--error");
  (group.querySelector("legend") ?? group.querySelector("label")).after(beside);
  const fold = input.closest("details");
  if (fold) fold.open = true;
  const item = line.cloneNode(true);
  Object.assign(item.firstElementChild, { href: `#${input.id}`, textContent: message });
  return item;
}
