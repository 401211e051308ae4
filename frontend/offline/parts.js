// Draws what is on the phone into the page, from the page's own templates.
const part = (name, within = document) => within.querySelector(`[data-part="${name}"]`);
const made = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
const WRITTEN = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "Europe/London" });
const DAY = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London" });

function fill(place, lines) {
  place.replaceChildren(...lines);
}

function button(words, deed) {
  const pressed = made("button");
  pressed.textContent = words;
  pressed.addEventListener("click", deed);
  return pressed;
}

export function showList({ copy, mine, others, isKnown, why }, deeds) {
  part("unsent").hidden = !mine.length && !others;
  part("count").textContent = mine.length + (isKnown ? 0 : others);
  part("why").textContent = why;
  part("others").textContent = wordsForOthers(others, isKnown);
  fill(part("entries"), mine.map((entry) => lineOf(entry, deeds)));
  const groups = (copy?.groups ?? []).map((group) => ({ ...group, next: openFollowUps(group, mine)[0] }));
  part("groups").hidden = !groups.length;
  showGroups(groups.sort(byWhatIsDue));
  part("copy").textContent = wordsForCopy(copy);
  document.querySelector('[data-do="forget"]').hidden = !copy;
}

function wordsForOthers(others, isKnown) {
  if (!others) return "";
  if (!isKnown) return "Sign in to see it and to send it.";
  return `Also on this phone, and not yours: ${others}. It is sent when whoever wrote it signs in here.`;
}

function wordsForCopy(copy) {
  if (!copy) return "There is no copy on this phone. Take your groups along to see them, and to log contacts, without a signal.";
  const many = copy.groups.length ? "" : " You are the adviser of no group yet, and have promised nothing to one, so it is empty.";
  return `Taken along ${copy.taken}. It is deleted ${copy.until_words}.${many}`;
}

// Marked as done on the phone is done, as far as the phone goes.
function openFollowUps(group, mine) {
  const gone = new Set(mine.map(({ followUp }) => followUp));
  return group.follow_ups.filter(({ id }) => !gone.has(id));
}

// What comes first, a visit or a promise. Groups with neither come last, by name as the server gave them.
const firstDay = ({ visits, next }) => [visits[0]?.on, next?.due_on, "9999"].filter(Boolean).sort()[0];
const byWhatIsDue = (one, other) => firstDay(one).localeCompare(firstDay(other));
const wordsForVisit = ({ when, where }) => `Visit planned: ${when}${where ? `, ${where}` : ""}`;

const whenDue = ({ due, due_on: on }) => (on < DAY.format() ? `Overdue: was due ${due}` : `Due ${due}`);

function followUpOf(group, due, deeds) {
  const line = made("follow-up");
  part("what", line).textContent = due.what;
  part("when", line).textContent = whenDue(due);
  const pressed = line.querySelector("button");
  const hidden = document.createElement("span");
  hidden.className = "govuk-visually-hidden";
  hidden.textContent = ` ${due.what}`;
  pressed.append(hidden);
  pressed.addEventListener("click", () => deeds.done(group, due));
  return line;
}

function showGroups(groups) {
  const find = document.getElementById("find");
  const draw = () => {
    const wanted = find.value.trim().toLocaleLowerCase();
    const found = groups.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
    fill(part("group-list"), found.map(groupOf));
    part("none").hidden = found.length > 0;
  };
  find.oninput = draw;
  draw();
}

function groupOf(group) {
  const line = made("group");
  Object.assign(part("group", line), { textContent: group.name, href: `/offline?group=${group.id}` });
  part("where", line).textContent = group.place;
  const lines = [...group.visits.slice(0, 1).map(wordsForVisit), ...(group.next ? [`${group.next.what}. ${whenDue(group.next)}`] : [])];
  fill(part("next", line), lines.flatMap((words, place) => (place ? [document.createElement("br"), words] : [words])));
  return line;
}

// What has become of something that waits, and what can be done about it.
function lineOf(entry, deeds) {
  const line = made("entry");
  part("group", line).textContent = entry.group;
  part("what", line).textContent = entry.what;
  part("state", line).textContent = `${STATES[entry.state]?.(entry) ?? ""} Written ${WRITTEN.format(new Date(entry.written))}.`.trim();
  fill(part("buttons", line), buttonsOf(entry, deeds));
  return line;
}

const STATES = {
  refused: ({ errors }) => `Not saved yet, there is a question: ${errors.join(". ")}.`,
  gone: () => "Not saved: it is no longer in your areas, or no longer in Footbridge. What you wrote stays on this phone until you throw it away. Ask your coordinator.",
  barred: () => "Not saved: your account may not save this any more. What you wrote stays on this phone. Ask your coordinator.",
  changed: ({ now }) => `It was changed meanwhile, and is now “${now.what}”, due ${now.due}. You decide.`,
};

function buttonsOf(entry, deeds) {
  const throwAway = button("Throw away", () => {
    throwAway.textContent = "Throw it away for good";
    throwAway.addEventListener("click", () => deeds.throwAway(entry));
  });
  if (entry.state === "changed") {
    return [button("Mark it as done", () => deeds.asMine(entry)), button("Leave it as it is now", () => deeds.asTheirs(entry))];
  }
  if (entry.followUp) return [throwAway];
  const change = button("Change", () => window.location.assign(`/offline?entry=${entry.key}`));
  return entry.state === "refused" ? [button("Put it right", () => deeds.putRight(entry)), change, throwAway] : [change, throwAway];
}

export function showContact(group, mine, deeds) {
  part("contact").hidden = false;
  part("name").textContent = group.name;
  part("name").dir = "auto";
  fill(part("facts"), factsOf(group));
  fill(part("group-follow-ups"), openFollowUps(group, mine).map((due) => followUpOf(group, due, deeds)));
}

function factsOf({ place, phone, lead, times, heed, last, visits }) {
  const lines = [
    ...(visits ?? []).map((visit) => [wordsForVisit(visit)]),
    place && [place],
    phone && ["Phone: ", dial(phone)],
    lead && ["Safeguarding lead: ", lead.name, ...(lead.phone ? [", ", dial(lead.phone)] : [])],
    times?.length && [`Best time: ${times.join("; ")}`],
    heed && [`Before contacting it: ${heed}`],
    last !== undefined && [last ? `Last contact: ${last}` : "No contact is written down yet"],
  ];
  return lines.filter(Boolean).map((words) => {
    const line = document.createElement("p");
    line.className = "govuk-body govuk-!-margin-bottom-1";
    line.dir = "auto";
    line.append(...words);
    return line;
  });
}

function dial({ dial: number, said }) {
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = `tel:${number}`;
  link.textContent = said;
  return link;
}
