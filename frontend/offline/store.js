// What stands on the phone: one copy of a person's groups, and what was written and is not sent yet. Each use opens the
// database and closes it again, so that no other window is in the way when it is deleted.
import { deleteDB, openDB } from "idb";

const NAME = "footbridge";

async function using(work) {
  const database = await openDB(NAME, 1, {
    upgrade(made) {
      made.createObjectStore("copy");
      made.createObjectStore("unsent", { keyPath: "key" });
    },
  });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

// Whether anything was ever kept here: most people's browsers get no database at all.
export async function isInUse() {
  return (await indexedDB.databases()).some(({ name }) => name === NAME);
}

export const keepCopy = (copy) => using((database) => database.put("copy", copy, "mine"));
export const forgetCopy = () => using((database) => database.clear("copy"));

// The copy, unless its time has run out: then it is deleted here and now.
export async function copyAtHand() {
  const copy = await using((database) => database.get("copy", "mine"));
  if (!copy || new Date(copy.until) > new Date()) return copy;
  await forgetCopy();
  return undefined;
}

// A follow-up in the copy as it is now; without `now` it is done, and goes.
export async function changeFollowUp(id, now) {
  const copy = await copyAtHand();
  if (!copy) return;
  for (const group of copy.groups) {
    group.follow_ups = group.follow_ups.flatMap((due) => (due.id !== id ? [due] : now ? [{ ...due, ...now }] : []));
  }
  await keepCopy(copy);
}

// In the order written. Everybody's: whose it is stands in `account`.
export async function unsent() {
  const entries = await using((database) => database.getAll("unsent"));
  return entries.sort((one, other) => one.written.localeCompare(other.written));
}

// Written through to the disk before it counts as kept.
export const keep = (entry) =>
  using(async (database) => {
    const change = database.transaction("unsent", "readwrite", { durability: "strict" });
    await change.store.put(entry);
    await change.done;
  });

export const drop = (key) => using((database) => database.delete("unsent", key));

// On signing out. What somebody else has not sent yet is not this person's to delete.
export async function wipe(account) {
  const entries = await unsent();
  for (const { key } of entries.filter((entry) => entry.account === account)) await drop(key);
  await forgetCopy();
  if (entries.every((entry) => entry.account === account)) await deleteDB(NAME);
  for (const name of await caches.keys()) await caches.delete(name);
}
