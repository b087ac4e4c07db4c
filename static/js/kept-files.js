// Keeps the files whose upload is not finished in this browser, so that a closed tab or a dead battery does not end it.
// A browser without room or without such a store keeps nothing: the upload then goes on when the same file is chosen again.

const STORE = "files";
const LONGEST = 7 * 24 * 3600 * 1000; // the server forgets unfinished uploads after as long
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("tep-dang-tai", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function ask(mode, deed) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const request = deed(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** Remembers a file; says nothing when the browser cannot. */
export async function keep(id, values) {
  try {
    await ask("readwrite", (store) => store.put({ id, at: Date.now(), ...values }));
  } catch {
    // The upload itself goes on.
  }
}

export async function forget(id) {
  try {
    await ask("readwrite", (store) => store.delete(id));
  } catch {
    // Nothing was kept.
  }
}

/** Returns what a person left unfinished, oldest first; what the server has forgotten is dropped. */
export async function kept(person) {
  try {
    const all = await ask("readonly", (store) => store.getAll());
    const old = all.filter((entry) => Date.now() - entry.at > LONGEST);
    await Promise.all(old.map((entry) => forget(entry.id)));
    return all.filter((entry) => entry.person === person && !old.includes(entry)).sort((a, b) => a.at - b.at);
  } catch {
    return [];
  }
}
