// Bundles the extension into one file, so that it is read at once when it starts.
import { build } from "esbuild";

await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.cjs",
  bundle: true,
  external: ["vscode"],
  format: "cjs",
  platform: "node",
  target: "node20",
  minify: true,
  // What only other transports and old systems need is left out by the bundler; names stay for readable stack traces.
  keepNames: true,
  logLevel: "warning",
});
