// What lanes differ in, and settings that only go together.

import assert from "node:assert/strict";
import test from "node:test";
import "./dom.mjs";
import { comparisons, rowOf } from "../../js/controls/layout.js";
import { suited } from "../../js/controls/suited.js";
import { beginning, lanesOf, listed, neededBy, parseVersus, schemaOf, typed } from "../../js/controls/versus.js";

test("a comparison begins with the value there is", () => {
  const lr = (now) => beginning(schemaOf("lr"), now, comparisons.lr);
  assert.deepEqual(lr("0.01"), ["0.001", "0.01", "0.1"]);
  assert.deepEqual(lr("0.005"), ["0.001", "0.005", "0.01"]);
  assert.deepEqual(beginning(schemaOf("init"), "zero", comparisons.init), ["zero", ...comparisons.init.slice(1)]);
});

test("values are typed as people type lists", () => {
  assert.deepEqual(typed(schemaOf("lr"), " 0.1, 0.2;0.3  0.1,"), ["0.1", "0.2", "0.3"]);
  assert.deepEqual(typed(schemaOf("lr"), " , "), []);
  assert.deepEqual(lanesOf("lr", ["0.1"]), { vs: "none", lr: "0.1" });
  assert.deepEqual(lanesOf("lr", ["0.1", "1"]), { vs: "lr:0.1,1" });
});

test("values that hold commas stand between semicolons", () => {
  const lists = (text) => typed(schemaOf("layerlr"), text);
  assert.deepEqual(lists("none, equalise"), ["none", "equalise"]);
  assert.deepEqual(lists(" none; 1, 1, 2 ;2,1,1;"), ["none", "1,1,2", "2,1,1"]);
  assert.deepEqual(lanesOf("layerlr", ["none", "1,1,2"]), { vs: "layerlr:none;1,1,2" });
  assert.deepEqual(lanesOf("layerlr", ["none", "equalise"]), { vs: "layerlr:none,equalise" });
  for (const values of [["none", "1,1,2"], ["1,1,2", "2,1,1"], ["none", "equalise"]]) {
    assert.deepEqual(parseVersus(lanesOf("layerlr", values).vs).values, values);
    assert.deepEqual(lists(listed(values)), values);
  }
  assert.deepEqual(parseVersus("layerlr:1,1,2;").values, ["1,1,2"]);
  assert.deepEqual(beginning(schemaOf("layerlr"), "1,1,2", comparisons.layerlr), ["1,1,2", "equalise"]);
});

test("what a comparison needs beside it comes from the table of parameters", () => {
  assert.deepEqual(neededBy(schemaOf("slope")), { act: "leaky" });
  assert.deepEqual(neededBy(schemaOf("lr")), {});
});

test("every usual comparison is in the table of parameters and in range", () => {
  for (const [name, values] of Object.entries(comparisons)) {
    const param = schemaOf(name);
    assert.ok(param, name);
    for (const value of values) {
      const fits = param.kind === "text" ? rowOf(name).suggest.includes(value) : param.kind === "choice" ? param.choices.some((c) => c.name === value) : Number(value) >= param.min && Number(value) <= param.max;
      assert.ok(fits, `${name}=${value}`);
    }
  }
});

test("a conv net brings images, and points bring a dense net", () => {
  const points = { data: "spiral", model: "mlp", vs: "none" };
  assert.equal(suited(points, { depth: "3" }).said, "");
  assert.deepEqual(suited(points, { model: "cnn" }).patch, { model: "cnn", data: "digits" });
  assert.deepEqual(suited(points, { vs: "model:mlp,cnn" }).patch, { vs: "model:mlp,cnn", data: "digits" });
  const images = { data: "digits", model: "cnn", vs: "none" };
  assert.equal(suited(images, { model: "mlp" }).said, "");
  assert.equal(suited(images, { data: "digits" }).said, "");
  assert.deepEqual(suited(images, { data: "xor" }).patch, { data: "xor", model: "mlp" });
  assert.deepEqual(suited({ ...images, vs: "model:mlp,cnn" }, { data: "xor" }).patch, { data: "xor", vs: "none", model: "mlp" });
  assert.match(suited(images, { data: "xor" }).said, /XOR has no images/);
});
