// The engine of the server, compiled to WebAssembly, over a compact schedule: reads and values without a network.

let engine = null;
/** Whose log it is, as the server told last. */
let me = null;

/** Calls a function of the module: bytes or JSON in, JSON out. */
function over(api) {
  return (name, value) => {
    const bytes = value instanceof Uint8Array ? value : new TextEncoder().encode(JSON.stringify(value));
    // Room is asked for first: the memory may grow by it, and its buffer is another then.
    const room = api.input(bytes.length);
    new Uint8Array(api.memory.buffer, room, bytes.length).set(bytes);
    const done = api[name]();
    const text = new TextDecoder().decode(new Uint8Array(api.memory.buffer, api.output(), api.output_length()));
    const answer = JSON.parse(text);
    if (!done) throw new Error(answer.error.replace(/ at line \d+ column \d+$/, "."));
    return answer;
  };
}

async function got(address) {
  const response = await fetch(address);
  if (!response.ok || response.redirected) throw new Error(`${address}: ${response.status}`);
  return response;
}

/** Loads module and schedule; both come from the phone where there is no network. Without them the server reads. */
async function loadEngine(address) {
  me = await (await got("/log/offline/me")).json();
  if (!address || !crypto.randomUUID) return;
  const [module, pack] = await Promise.all([
    WebAssembly.instantiateStreaming(got(address)),
    got("/log/offline/pack").then((response) => response.arrayBuffer()),
  ]);
  const call = over(module.instance.exports);
  call("load", new Uint8Array(pack));
  call("terms", { contracts: me.contracts, place: me.place });
  engine = {
    read: (request) => call("read", request),
    /** Entries of a text under new ids. */
    entries: (request, lines) => call("entries", {
      quick: request, ids: Array.from({ length: 2 * lines }, () => crypto.randomUUID()),
    }),
  };
}
