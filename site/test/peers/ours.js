// The engine: the benchmarks of sim/backend/cpu's and of sim/backend/gpu's own test binaries, in
// a worker as on the page. They print
// "BenchmarkShapes/A   1000   90000 ns/op   11000 steps/s".

function measure(program, pattern, unit) {
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
          const figure = text.match(new RegExp(`([\\d.e+-]+) ${unit}`));
          if (figure) resolve(Number(figure[1]));
          else reject(new Error(`no figure in: ${text}`));
        };
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage({ program, args: ["-test.run=^$", `-test.bench=${pattern}`, `-test.benchtime=${seconds}s`] });
      });
    },
  };
}

// The engine on "cpu" or "gpu": as fast as it can, and with the norms of every
// layer's gradients, which the CPU computes at every step, and which are read
// from the GPU at every frame of the picture.
export function on(backend) {
  const program = `ours-${backend}.wasm`;
  const shape = (name, how) => measure(program, `^BenchmarkShapes$/^${name}$/^${how}$`, "steps/s");
  return [
    {
      name: "ours",
      train: (_, name) => shape(name, "plain"),
      multiply: (n) => measure(program, `^BenchmarkSgemm$/^${n}$`, "GFLOP/s"),
    },
    { name: "ours with norms", train: (_, name) => shape(name, "norms") },
  ];
}
