// The store's benchmark: our store as WebAssembly and TanStack DB, in one run on the same rows.
//
// `node --expose-gc store.js DIRECTORY PERSONS`: `persons/bench` as WebAssembly is in the directory. Prints JSON: what each
// line took on either side, in milliseconds, and what it answered.
//
// A line that is done once or a few times is measured by the CPU time of the process, one that is done often by the median
// of its steps' times. Both sides run at a small size first, so that neither is measured while it is being compiled.

import { createRequire } from "node:module";
import { resolve } from "node:path";

import { Data } from "./data.js";
import { TanStack, overhead } from "./tanstack.js";

/** From this many steps on, what a step takes is read from the clock. */
const OFTEN = 50;

/** How many persons there are in the run that is not measured. */
const WARM = 300;

const [directory, count] = process.argv.slice(2);
const bench = createRequire(import.meta.url)(resolve(directory, "persons_bench.js"));
const plan = JSON.parse(bench.plan());

function cpuMilliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Does a line so often; the median of the steps' times. */
function run(session, line, repetitions) {
  const clock = repetitions >= OFTEN ? () => performance.now() : cpuMilliseconds;
  const times = [];
  for (let step = 0; step < repetitions; step += 1) {
    session.prepare(line, step);
    const start = clock();
    session.step(line, step);
    times.push(clock() - start);
    session.restore(line);
  }
  times.sort((left, right) => left - right);
  return times[Math.floor(times.length / 2)];
}

/** What each line takes and answers. */
function measure(session, lines, side) {
  const measured = {};
  for (const line of lines) {
    const milliseconds = run(session, line.name, line.repetitions[side]);
    measured[line.name] = { milliseconds, answer: session.answer(line.name) };
  }
  session.free();
  return measured;
}

/** One run of all sides. */
function all(persons) {
  const lines = plan.filter((line) => persons <= line.most);
  const data = new Data(bench, persons);
  const report = { persons };
  // The answers are compared after the steps that the other side does, too; the times are of more of them.
  const answers = measure(new bench.Session(persons), lines, "theirs");
  report.wasm = measure(new bench.Session(persons), lines, "ours");
  for (const line of lines) {
    report.wasm[line.name].answer = answers[line.name].answer;
  }
  report.tanstack = measure(new TanStack(data, "hook"), lines, "theirs");
  // A single `where` has two ways; the faster one counts.
  const core = measure(new TanStack(data, "core"), lines.filter((line) => line.name.startsWith("where/")), "theirs");
  for (const [name, { milliseconds }] of Object.entries(core)) {
    report.tanstack[name].milliseconds = Math.min(report.tanstack[name].milliseconds, milliseconds);
  }
  report.overhead = { wasm: bench.overhead(persons), tanstack: overhead(data) };
  return report;
}

all(WARM);
console.log(JSON.stringify(all(Number(count))));
// Transactions that nobody settles keep nothing alive.
process.exit(0);
