// Links and codes to share, and QR codes.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./dom.mjs";
import { attribute, elementCode, embedLink, fitted, iframeCode, pageLink, reach } from "../../js/share/links.js";
import { encode, MOST_BYTES } from "../../js/share/qr.js";
import { times, withChecks } from "../../js/share/reedsolomon.js";
import { begins } from "../../js/boot/poster.js";

const base = "https://example.org/sub/index.html?old=1#numbers";

test("links keep the folder, and nothing of the address but that", () => {
  assert.equal(pageLink(base, "depth=20&vs=act:sigmoid,relu"), "https://example.org/sub/?depth=20&vs=act:sigmoid,relu");
  assert.equal(pageLink(base, ""), "https://example.org/sub/");
  assert.equal(embedLink(base, "depth=3"), "https://example.org/sub/embed.html?depth=3");
  assert.equal(embedLink(base, ""), "https://example.org/sub/embed.html");
  assert.equal(pageLink("file:///home/a/backflow.html?x#depth=2", "depth=3", true), "file:///home/a/backflow.html#depth=3");
});

test("codes are one element each, whatever the query holds", () => {
  const evil = `act=relu"><script>alert(1)</script>&x='`;
  for (const code of [iframeCode(base, evil, { width: 720, height: 450 }), elementCode(base, evil, { width: 720, height: 450 })]) {
    assert.ok(!code.includes("<script>alert"), code);
    assert.ok(!/="[^"]*[<>][^"]*"/.test(code), code);
  }
  assert.match(iframeCode(base, "a=1&b=2", { width: 720, height: 450 }), /^<iframe src="https:\/\/example\.org\/sub\/embed\.html\?a=1&amp;b=2" .*width="720" height="450".*<\/iframe>$/);
  const element = elementCode(base, "a=1&b=2", { width: 300, height: 200 });
  assert.match(element, /<script src="https:\/\/example\.org\/sub\/embed\.js" defer><\/script>\n<back-flow query="a=1&amp;b=2"/);
  assert.match(element, /<a href="https:\/\/example\.org\/sub\/\?a=1&amp;b=2">/);
  assert.equal(attribute(`<&>"'`), "&lt;&amp;&gt;&quot;&#39;");
});

test("sizes are bounded", () => {
  for (const [given, want] of [[720, 720], ["720.4", 720], [1, 280], [1e9, 3840], ["x", 280], [NaN, 280], [-5, 280], ["", 280]]) {
    assert.equal(fitted(given, "width"), want);
  }
});

test("a link that works on this machine only says so", () => {
  for (const local of ["http://localhost:8080/", "http://127.0.0.1/", "http://[::1]:80/", "http://a.localhost/"]) assert.match(reach(local), /this machine only\.$/);
  assert.match(reach("file:///home/a/backflow.html"), /is a file.*this machine only\.$/);
  for (const open of ["https://example.org/", "http://192.168.1.5/", "https://localhost.example.org/"]) assert.equal(reach(open), "");
});

test("the poster stands for the first settings, and for no others", () => {
  for (const same of ["", "speed=100", "backend=cpu&speed=max", "utm_source=a&fbclid=x"]) assert.ok(begins(same), same);
  for (const other of ["act=relu", "speed=10&depth=3", "view=phase", "seed=2", "utm=1"]) assert.ok(!begins(other), other);
});

test("times is multiplication in the field", () => {
  assert.equal(times(2, 128), 0x1d);
  for (let a = 1; a < 256; a++) assert.ok(Array.from({ length: 255 }, (_, b) => times(a, b + 1)).includes(1), `${a} has an inverse`);
});

// Whoever reads a block evaluates it at the powers of 2; all must be 0.
test("blocks with their checks are codewords", () => {
  const data = Array.from({ length: 62 }, (_, i) => (i * 37 + 11) % 256);
  const laid = withChecks(data, 62 + 4 * 18, 4, 18);
  const lengths = [15, 15, 16, 16];
  const blocks = lengths.map(() => []);
  let at = 0;
  for (let i = 0; i < 16; i++) lengths.forEach((n, b) => { if (i < n) blocks[b].push(laid[at++]); });
  assert.deepEqual(blocks.flat(), data);
  for (let i = 0; i < 18; i++) blocks.forEach((block) => block.push(laid[at++]));
  assert.equal(at, laid.length);
  for (const block of blocks) {
    for (let i = 0, x = 1; i < 18; i++, x = times(x, 2)) assert.equal(block.reduce((sum, c) => times(sum, x) ^ c, 0), 0);
  }
});

test("codes have the size of their version, and a text that is too long has none", () => {
  assert.equal(encode("https://example.org/").length, 25);
  assert.equal(encode("x".repeat(MOST_BYTES)).length, 17 + 4 * 20);
  assert.equal(encode("x".repeat(MOST_BYTES + 1)), null);
  assert.equal(encode("é".repeat(MOST_BYTES / 2 + 1)), null);
});
