// One database of the browser with one store of records, each under its own name; on disk before a promise settles.

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export function shelf(name, store, keyPath) {
  let opened;

  function database() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opened;
  }

  async function write(act) {
    const transaction = (await database()).transaction(store, "readwrite", { durability: "strict" });
    act(transaction.objectStore(store));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  const read = async (act) => settled(act((await database()).transaction(store).objectStore(store)));

  return {
    load: (key) => read((held) => held.get(key)),
    all: () => read((held) => held.getAll()),
    drop: (key) => write((held) => held.delete(key)),
    save: (record) => write((held) => held.put(record)).then(() => record),
  };
}
