// What this device keeps of each round, in IndexedDB: one record per round, on disk before a promise settles.
// `alone(round, act)` lets one tab at a time act on a round; always read again inside it.
const NAME = "pulse";
const STORE = "rounds";

let opened;

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "round" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function write(act) {
  const transaction = (await database()).transaction(STORE, "readwrite", { durability: "strict" });
  act(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

const read = async (act) => settled(act((await database()).transaction(STORE).objectStore(STORE)));

export const load = (round) => read((store) => store.get(round));

export const all = () => read((store) => store.getAll());

export const drop = (round) => write((store) => store.delete(round));

/** Replace the whole record, so that nothing that was dropped from it stays. */
export async function save(record) {
  await write((store) => store.put(record));
  return record;
}

export const alone = (round, act) => navigator.locks.request(`pulse:${round}`, act);
