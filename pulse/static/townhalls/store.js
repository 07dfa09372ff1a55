// What this device keeps of each hall, in IndexedDB: one record per hall, on disk before a promise settles.
// `alone(hall, act)` lets one tab at a time act on a hall; always read again inside it.
const NAME = "pulse-halls";
const STORE = "halls";

let opened;

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "hall" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

export const load = async (hall) => settled((await database()).transaction(STORE).objectStore(STORE).get(hall));

/** Replace the whole record, so that nothing that was dropped from it stays. */
export async function save(record) {
  const transaction = (await database()).transaction(STORE, "readwrite", { durability: "strict" });
  transaction.objectStore(STORE).put(record);
  await new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
  return record;
}

export const alone = (hall, act) => navigator.locks.request(`pulse-hall:${hall}`, act);
