// Where training stands. It lives on the GPU and moves on there, so that steps
// need nothing from the CPU.
struct Status {
  step: u32, // steps taken
  epoch: u32, // of the next minibatch's first example
  place: u32, // of that example in its epoch
  diverged: u32, // 1 once a loss was not finite; no step is taken after that
}
