// Serves an exported folder as a plain host does: files as they are, index.html for folders, 404.html for the rest.

import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
  ".json": "application/json", ".xml": "application/xml", ".svg": "image/svg+xml", ".txt": "text/plain",
};

/** A host for a folder at a path such as `/` or `/some/where/`; `base` is its address. */
export async function startHost(folder, at = "/") {
  const server = createServer(async ({ url }, response) => {
    const path = decodeURIComponent(url.split("?")[0]);
    const send = async (status, file) => {
      const body = await readFile(file);
      response.writeHead(status, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
      response.end(body);
    };
    const missing = () => send(404, join(folder, "404.html")).catch(() => response.end());
    if (!path.startsWith(at)) return missing();
    const file = join(folder, path.slice(at.length));
    const found = await stat(file).catch(() => undefined);
    if (found?.isDirectory() && !path.endsWith("/")) {
      response.writeHead(301, { Location: `${path}/` });
      return response.end();
    }
    return send(200, found?.isDirectory() ? join(file, "index.html") : file).catch(missing);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { base: `http://127.0.0.1:${server.address().port}${at}`, stop: () => server.close() };
}
