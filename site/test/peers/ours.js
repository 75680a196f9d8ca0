// The CPU engine: the benchmarks of sim/cpu's own test binary, in a worker as on
// the page. They print "BenchmarkShapes/A   1000   90000 ns/op   11000 steps/s".

function measure(pattern, unit) {
  return {
    run(seconds) {
      return new Promise((resolve, reject) => {
        const worker = new Worker("ours-worker.js");
        let text = "";
        worker.onmessage = ({ data }) => {
          if (data.line !== undefined) {
            text += `${data.line}\n`;
            return;
          }
          worker.terminate();
          const figure = text.match(new RegExp(`([\\d.e+]+) ${unit}`));
          if (figure) resolve(Number(figure[1]));
          else reject(new Error(`no figure in: ${text}`));
        };
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage({ args: ["-test.run=^$", `-test.bench=${pattern}`, `-test.benchtime=${seconds}s`] });
      });
    },
  };
}

export const plain = {
  name: "ours",
  train: (_, name) => measure(`^BenchmarkShapes$/^${name}$/^plain$`, "steps/s"),
  multiply: (n) => measure(`^BenchmarkSgemm$/^${n}$`, "GFLOP/s"),
};

export const withNorms = {
  name: "ours with norms",
  train: (_, name) => measure(`^BenchmarkShapes$/^${name}$/^norms$`, "steps/s"),
};
