// timed runs a function that takes n steps, in growing numbers, until it has
// run for the given time, and returns steps a second.
export function timed(take) {
  let warm = false;
  return {
    async run(seconds) {
      if (!warm) await take(1);
      warm = true;
      for (let n = 1; ; n = Math.max(n + 1, Math.ceil(n * 2))) {
        const start = performance.now();
        await take(n);
        const took = (performance.now() - start) / 1000;
        if (took >= seconds / 2) return n / took;
      }
    },
  };
}

// gflop turns products of n × n matrices a second into GFLOP/s.
export function gflop(n, job) {
  return { async run(seconds) { return (2 * n ** 3 * await job.run(seconds)) / 1e9; } };
}
