/**
 * Where the built loader (`natter.js`) and its chunks (`natter/…`) are, for a server that serves them: the loader
 * with a short cache life, the chunks for ever. `manifest.json` lists them.
 */
export const bundleDirectory = new URL("../dist/bundle/", import.meta.url);
