// Sends what waits on the phone. An entry leaves the phone only when the server says that it is stored; its key sees to
// it that it is stored once, however often it is sent.
import { changeFollowUp, drop, keep, unsent } from "./store.js";

const PATIENCE = 30_000;
const STATES = { 401: "signed out", 400: "signed out", 403: "barred", 404: "gone" };

// Who is signed in, and a token to send with: {account, csrf}. Without a signal or a sign-in it says so in `why`.
export async function whoIsSignedIn(patience = PATIENCE) {
  try {
    const answer = await fetch("/offline/account", { signal: AbortSignal.timeout(patience) });
    if (isJson(answer)) return await answer.json();
    return { why: answer.ok || answer.status === 401 ? "signed out" : "no answer" };
  } catch {
    return { why: "no signal" };
  }
}

const isJson = (answer) => (answer.headers.get("Content-Type") ?? "").startsWith("application/json");

// One window sends at a time; another waits for its turn, and finds less to do. Answers what was sent, and why the rest waits.
export function send(me) {
  return navigator.locks.request("footbridge-sending", () => sendAll(me));
}

async function sendAll(known) {
  const waiting = await unsent();
  if (!waiting.length) return { sent: [], why: "" };
  const me = known ?? (await whoIsSignedIn());
  const sent = [];
  if (me.why) return { sent, ...me };
  for (const entry of waiting.filter(({ account }) => account === me.account)) {
    const answer = await sendOne(entry, me);
    if (answer.state === "saved") {
      if (entry.followUp) await changeFollowUp(entry.followUp, undefined);
      await drop(entry.key);
      sent.push({ ...entry, page: answer.page });
    } else if (["no signal", "no answer", "signed out", "not yours"].includes(answer.state)) {
      return { sent, account: me.account, why: answer.state };
    } else {
      await keep({ ...entry, ...answer });
    }
  }
  return { sent, account: me.account, why: "" };
}

export function fieldsOf(entry, me) {
  return new URLSearchParams([...entry.fields, ["submission_key", entry.key], ["once_more", "yes"], ["csrf_token", me.csrf]]);
}

async function sendOne(entry, me) {
  const body = fieldsOf(entry, me);
  body.set("account", entry.account);
  try {
    const answer = await fetch(entry.address, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    if (isJson(answer)) return await answer.json();
    return { state: answer.ok ? "signed out" : (STATES[answer.status] ?? "no answer") };
  } catch {
    return { state: "no signal" };
  }
}
