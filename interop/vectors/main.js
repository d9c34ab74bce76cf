// `node vectors/main.js OUTPUT COUNT [SEED] FILE…`: writes random cases of the models of these golden vectors, with what
// real ElectroDB makes of them. `cargo xtask vectors --random COUNT` runs it, and asks our side the same.
//
// The same seed makes the same cases. What ElectroDB does wrong is left out, counted by its name (`differences.js`).

import { readFileSync, writeFileSync } from "node:fs";

import { DIFFERENCES, difference } from "./differences.js";
import { Generator } from "./generate.js";
import { Recorder, Unfit } from "./record.js";

const [output, count, seed, ...files] = process.argv.slice(2);

const models = new Map();
const services = new Map();
const isPlain = (json) => !JSON.stringify(json).includes('"$fn"');
for (const file of files) {
  const vectors = JSON.parse(readFileSync(file, "utf8"));
  for (const one of Array.isArray(vectors) ? vectors : Object.values(vectors).map((model) => ({ model }))) {
    if (one.construct || one.config !== undefined) {
      continue;
    }
    if (one.model !== undefined && isPlain(one.model)) {
      models.set(JSON.stringify(one.model), one.model);
    }
    if (one.models !== undefined && isPlain(one.models)) {
      services.set(JSON.stringify(one.models), one.models);
      for (const model of Object.values(one.models)) {
        models.set(JSON.stringify(model), model);
      }
    }
  }
}

const recorder = new Recorder();
const cases = [];
const left = Object.fromEntries(Object.keys(DIFFERENCES).map((name) => [name, 0]));
let none = 0;
for (let number = Number(seed); cases.length < Number(count); number += 1) {
  const generated = new Generator(number).case([...models.values()], [...services.values()]);
  let one;
  try {
    one = await recorder.record({ id: `random-${number}`, electrodb: "3.9.3", group: "random", ...generated });
  } catch {
    // ElectroDB has no such call, or what the case begins with cannot be made: nothing to compare.
    none += 1;
    continue;
  }
  const about = difference(one);
  if (about === undefined) {
    cases.push(one);
  } else {
    left[about] += 1;
  }
}
writeFileSync(output, JSON.stringify(cases));
console.log(`${cases.length} random cases of ${models.size} models and ${services.size} services, beginning with ${seed}`);
console.log(`left out: ${none} that are none in ElectroDB`);
for (const [name, number] of Object.entries(left)) {
  console.log(`left out: ${number} (${name}: ${DIFFERENCES[name].reason})`);
}
