// The page "On the road": the list, a group with the form, and what to know before signing out. Which of them is shown
// stands in the address. Where the service answers soon, it says first who is signed in; else what is on the phone is shown.
import { filled, fillIn, mistakes, setAreas, showMistakes } from "./form.js";
import { showContact, showList } from "./parts.js";
import { fieldsOf, send, whoIsSignedIn } from "./sending.js";
import { changeFollowUp, copyAtHand, drop, forgetCopy, keep, keepCopy, unsent, wipe } from "./store.js";

const asked = new URLSearchParams(window.location.search);
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const form = part("contact").querySelector("form");
const SIGN_IN = "/sign-in?next=/offline";
const SOON = 3_000;
const WHY = {
  "no signal": "There is no signal. What waits is sent when there is one.",
  "no answer": "The service did not answer. What waits stays on this phone. Try again later.",
  "signed out": "You are signed out. Sign in to send what waits.",
  "not yours": "Somebody else is signed in here. What waits is sent when you sign in.",
};
let me = {};

function say(words, href, link) {
  const said = part("said");
  said.textContent = words;
  if (!href) return;
  const way = document.createElement("a");
  way.className = "govuk-link";
  way.href = href;
  way.textContent = link;
  said.append(" ", way);
}

// The list, the group or the warning, from what is on the phone. An entry is shown to whoever wrote it alone.
async function show(why = "") {
  const [copy, entries] = [await copyAtHand(), await unsent()];
  const account = me.account ?? copy?.account;
  const mine = entries.filter((entry) => entry.account === account);
  if (asked.has("leaving")) {
    part("leaving").hidden = false;
    part("leaving-count").textContent = mine.length;
  } else if (!asked.has("group") && !asked.has("entry")) {
    part("list").hidden = false;
    showList({ copy, mine, others: entries.length - mine.length, isKnown: Boolean(account), why: WHY[why] ?? "" }, deeds);
  }
  return { copy, mine };
}

async function openForm() {
  const { copy, mine } = await show();
  const entry = mine.find(({ key }) => key === asked.get("entry"));
  const group = copy?.groups.find(({ id }) => id === (entry?.organisation ?? Number(asked.get("group"))));
  if (!group && !entry) return say("This group is not on this phone.", "/offline", "Back to my list");
  showContact(group ?? { name: entry.group, follow_ups: [] }, mine, deeds);
  setAreas(form, group?.areas ?? []);
  fillIn(form, entry?.fields ?? []);
  // Made once for the form, so that a second press keeps the same contact again, and no second one.
  const key = entry?.key ?? crypto.randomUUID();
  return form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(key, group, entry, copy).catch(() => say("This could not be kept on the phone. Write it on paper, and log it later."));
  });
}

async function save(key, group, entry, copy) {
  const found = mistakes(form);
  showMistakes(form, part("errors"), found);
  if (found.length) return;
  const account = entry?.account ?? copy.account;
  const organisation = entry?.organisation ?? group.id;
  await keep({
    key,
    written: entry?.written ?? new Date().toISOString(),
    account,
    organisation,
    group: entry?.group ?? group.name,
    address: `/offline/contacts/${organisation}`,
    state: "waiting",
    ...filled(form, account),
  });
  window.location.assign("/offline?kept");
}

// What the buttons of the list do.
const deeds = {
  async done(group, due) {
    const { copy } = await show();
    await keep({
      key: `done-${copy.account}-${due.id}`,
      written: new Date().toISOString(),
      account: copy.account,
      followUp: due.id,
      group: group.name,
      what: `Done: ${due.what}`,
      address: `/offline/follow-ups/${due.id}/done`,
      fields: [["version", due.version]],
      state: "waiting",
    });
    if (asked.has("group")) return window.location.assign("/offline?kept");
    say("Kept on this phone.");
    return refresh();
  },
  async throwAway(entry) {
    await drop(entry.key);
    say("Thrown away.");
    await show();
  },
  async asMine(entry) {
    await keep({ ...entry, fields: [["version", entry.now.version]], state: "waiting" });
    await refresh();
  },
  async asTheirs(entry) {
    await changeFollowUp(entry.followUp, entry.now);
    await drop(entry.key);
    say("Left as it is now.");
    await show();
  },
  // The ordinary form knows best how to ask: it opens with what was written, and what is wrong beside it.
  async putRight(entry) {
    me = await whoIsSignedIn();
    if (me.account !== entry.account) return show(me.why ?? "not yours");
    return post(`/organisations/${entry.organisation}/activities/new`, fieldsOf(entry, me));
  },
};

function post(address, fields) {
  const sheet = document.createElement("form");
  sheet.method = "post";
  sheet.action = address;
  for (const [name, value] of fields) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    sheet.append(input);
  }
  document.body.append(sheet);
  sheet.submit();
}

// Who is signed in decides whose copy may stay and what is sent.
async function meet(patience) {
  me = await whoIsSignedIn(patience);
  const copy = await copyAtHand();
  if (me.account && copy && copy.account !== me.account) await forgetCopy();
}

async function refresh() {
  await meet();
  const { sent, why } = await send(me);
  const { mine } = await show((await unsent()).length ? (why || me.why) : "");
  if (sent.length) {
    const names = [...new Set(sent.map(({ group }) => group))].join(", ");
    const [{ page }] = sent;
    say(`Sent: ${names}.`, sent.length === 1 && page, "See it");
  } else if (mine.length && why === "signed out") {
    say("You are signed out.", SIGN_IN, "Sign in to send what waits");
  }
}

async function take() {
  const answer = await fetch("/offline/copy").catch(() => null);
  if (!answer) return say("There is no signal: nothing was taken along.");
  const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (answer.status >= 500) return say("The service did not answer: nothing was taken along. Try again later.");
  if (answer.status === 403) return say("Your account cannot take groups along.");
  if (!isJson) return say("You are signed out.", SIGN_IN, "Sign in to take your groups along");
  const copy = await answer.json();
  me = { account: copy.account, csrf: copy.csrf };
  await keepCopy(copy);
  await navigator.storage?.persist?.();
  say(`On this phone now: ${copy.groups.length} ${copy.groups.length === 1 ? "group" : "groups"}.`);
  return show();
}

async function forget() {
  await forgetCopy();
  say("The copy is deleted. What is not sent yet is still here.");
  await show();
}

async function leave() {
  me = await whoIsSignedIn();
  if (me.why === "signed out") return say("You are signed out already. To delete your groups from this phone, use “Delete the copy”.");
  if (!me.csrf) return say("There is no signal, so you cannot be signed out now. To delete your groups, use “Delete the copy”.");
  await wipe(me.account);
  return post("/sign-out", [["csrf_token", me.csrf]]);
}

async function sendNow() {
  say("Sending.");
  await refresh();
  if (part("said").textContent === "Sending.") say("");
}

const BUTTONS = { take, forget, leave, send: sendNow };
for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => BUTTONS[button.dataset.do]());
}

async function begin() {
  if (asked.has("kept")) say("Kept on this phone.");
  if (asked.has("no-signal")) say("There is no signal. This is what you took along.");
  if (navigator.onLine) await meet(SOON);
  await show();
  if (asked.has("group") || asked.has("entry")) return openForm();
  return refresh();
}

if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/offline/worker.js", { scope: "/" }).catch(console.info);
  window.addEventListener("online", refresh);
  begin();
} else {
  say("This browser cannot keep anything for later. Log contacts from the page of each group.");
}
