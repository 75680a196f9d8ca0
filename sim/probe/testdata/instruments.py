"""Every instrument of package probe once more, in PyTorch and float64.

Reads the cases on standard input, as cases_test.go writes them, and writes
{case: {instrument: {column: [figure a layer]}}}; null where there is no number.
"""
import json, math, sys

try:
    import torch
    import torch.nn.functional as F
except ModuleNotFoundError:
    sys.exit(77)

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

ACTS = {
    "sigmoid": lambda z, a: torch.sigmoid(z), "tanh": lambda z, a: torch.tanh(z),
    "relu": lambda z, a: F.relu(z), "leaky": lambda z, a: F.leaky_relu(z, a), "gelu": lambda z, a: F.gelu(z),
}


class Net:
    """A network of a case; population holds the examples that BatchNorm evaluates by, None in training."""

    def __init__(self, case, params, population=None):
        self.layers, self.params, self.moments = case["layers"], params, None
        if population is not None:
            self.moments = []
            self.forward(population)

    def forward(self, x):
        """Returns the output, and of each observed layer [z, a, the block's output, its weights]."""
        recording = self.moments is not None and not self.moments
        self.place, self.norm, self.seen, self.recording = 0, 0, [], recording
        out = self.run(self.layers, x)
        if recording and not self.moments:
            self.moments = None  # there is no BatchNorm, and training is evaluation
        return out, self.seen

    def take(self):
        self.place += 2
        return self.params[self.place - 2], self.params[self.place - 1]

    def run(self, layers, x):
        for l in layers:
            x = getattr(self, l["kind"])(l, x)
        return x

    def weighted(self, z, w):
        self.seen.append([z, z, z, w])
        return z

    def dense(self, l, x):
        w, b = self.take()
        return self.weighted(F.linear(x, w, b), w)

    def conv(self, l, x):
        w, b = self.take()
        return self.weighted(F.conv2d(x, w, b, padding=l["pad"], stride=l["stride"]), w)

    def act(self, l, x):
        a = ACTS[l["act"]](x, l["slope"])
        self.seen[-1][:3] = [x, a, a]
        return a

    def maxpool(self, l, x):
        return F.max_pool2d(x, l["size"])

    def flatten(self, l, x):
        return x.flatten(1)

    def layernorm(self, l, x):
        g, b = self.take()
        return F.layer_norm(x, x.shape[1:], g.reshape(x.shape[1:]), b.reshape(x.shape[1:]), l["eps"])

    def batchnorm(self, l, x):
        g, b = self.take()
        if self.moments is None or self.recording:
            if self.recording:
                dims = [d for d in range(x.dim()) if d != 1]
                self.moments.append((x.mean(dims).detach(), x.var(dims, unbiased=False).detach()))
            return F.batch_norm(x, None, None, g, b, training=True, eps=l["eps"])
        mean, var = self.moments[self.norm]
        self.norm += 1
        return F.batch_norm(x, mean, var, g, b, training=False, eps=l["eps"])

    def residual(self, l, x):
        out = x + l["scale"] * self.run(l["layers"], x)
        self.seen[-1][2] = out
        return out


def loss(case, out, y):
    if case["loss"] == "softmax-ce":
        return F.cross_entropy(out, y[:, 0].long())
    if case["loss"] == "bce":
        return F.binary_cross_entropy_with_logits(out, y)
    return F.mse_loss(out, y)


def number(x):
    x = float(x)
    return x if math.isfinite(x) else None


def snr(case, data):
    rows = None
    for indices in case["minibatches"]:
        params = [p.detach().clone().requires_grad_() for p in data.params]
        out, seen = Net(case, params).forward(data.x[indices])
        grads = torch.autograd.grad(loss(case, out, data.y[indices]), [s[3] for s in seen])
        rows = rows or [[] for _ in grads]
        for r, g in zip(rows, grads):
            r.append(g.flatten())
    column = []
    for r in rows:
        g = torch.stack(r)
        noise = g.var(0, unbiased=True).sum()
        signal = (g.mean(0) ** 2).sum() - noise / len(r)
        column.append(number((signal / noise).sqrt()) if noise > 0 and signal > 0 else None)
    return {"snr": column}


def likeness(case, data):
    pairs = torch.tensor(case["pairs"])
    _, left = data.net.forward(data.x[pairs[:, 0]])
    _, right = data.net.forward(data.x[pairs[:, 1]])
    column = []
    for a, b in zip(left, right):
        a, b = a[2].flatten(1), b[2].flatten(1)
        alive = (a.norm(dim=1) > 0) & (b.norm(dim=1) > 0)
        column.append(number(F.cosine_similarity(a[alive], b[alive], dim=1, eps=0).mean()))
    return {"cosine": column}


def jacobians(data, x):
    """∂output/∂z of each observed layer and ∂output/∂x, at one example."""
    x = x[None].clone().requires_grad_()
    out, seen = data.net.forward(x)
    at = [s[0] for s in seen] + [x]
    rows = [torch.autograd.grad(o, at, retain_graph=True) for o in out[0]]
    return [torch.stack([r[i].flatten() for r in rows]) for i in range(len(at))]


def shattering(case, data):
    sums = None
    sample = data.x[case["sample"]].flatten(1)
    for i in case["shattered"]:
        x = data.x[i]
        distance = ((sample - x.flatten()) ** 2).sum(1)
        distance[distance == 0] = math.inf
        a, b = jacobians(data, x), jacobians(data, data.x[case["sample"][int(distance.argmin())]])
        sums = sums or [[] for _ in a]
        for s, j, k in zip(sums, a, b):
            if j.norm() > 0 and k.norm() > 0:
                s.append((j * k).sum() / j.norm() / k.norm())
    means = [number(sum(s) / len(s)) if s else None for s in sums]
    return {"correlation": means[:-1], "gradient": means[-1:]}


def jacobian(case, data):
    x = data.x[case["example"]]
    columns = {"largest": [], "median": [], "smallest": [], "rms": []}
    for l in range(len(data.net.forward(x[None])[1])):
        j = torch.autograd.functional.jacobian(lambda v: data.net.forward(v[None])[1][l][2].flatten(), x).flatten(1)
        s = torch.linalg.svdvals(j)
        least = s[0] * max(j.shape) * 2.0 ** -52
        known = lambda v: number(v) if v > least else None
        columns["largest"].append(known(s[0]))
        columns["median"].append(known((s[(len(s) - 1) // 2] + s[len(s) // 2]) / 2))
        columns["smallest"].append(known(s[-1]))
        columns["rms"].append(number((s ** 2).mean().sqrt()) if s[0] > 0 else None)
    return columns


def dead(case, data):
    out, seen = data.net.forward(data.x)
    deltas = [[] for _ in seen]
    for i in range(len(data.x)):
        o, s = data.net.forward(data.x[i : i + 1])
        for d, g in zip(deltas, torch.autograd.grad(loss(case, o, data.y[i : i + 1]), [z[0] for z in s])):
            d.append(bool((g == 0).all()))
    columns = {"dead": [], "off": [], "saturated": [], "silent": [number(sum(d) / len(d)) for d in deltas]}
    for (z, a, _, _), act in zip(seen, case["acts"]):
        if act is None:
            for name in ("dead", "off", "saturated"):
                columns[name].append(None)
            continue
        dims = [d for d in range(a.dim()) if d != 1]
        gone = (a == 0).all(dim=0)
        while gone.dim() > 1:
            gone = gone.all(dim=-1)
        columns["dead"].append(number(gone.double().mean()))
        z = z.detach().requires_grad_()
        slope = torch.autograd.grad(ACTS[act["name"]](z, act["slope"]).sum(), z)[0]
        living = (~gone).reshape([1, -1] + [1] * (z.dim() - 2))
        rectifies = act["name"] in ("relu", "leaky")
        columns["off"].append(number(((z <= 0) & living).double().mean()) if rectifies else None)
        limit = 0 if rectifies else 0.01 * act["most"]
        columns["saturated"].append(number((slope.abs() < limit).double().mean()))
    return columns


def band(case, data):
    left = []
    for network in case["networks"]:
        params = [torch.tensor(p, dtype=torch.float64).reshape(s) for p, s in zip(network["params"], case["dims"])]
        params = [p.requires_grad_() for p in params]
        indices = network["minibatch"]
        out, seen = Net(case, params).forward(data.x[indices])
        grads = torch.autograd.grad(loss(case, out, data.y[indices]), [s[0] for s in seen])
        rms = [g.pow(2).mean().sqrt() for g in grads[:-1]]
        left.append(torch.stack([r / rms[-1] if rms[-1] > 0 else torch.tensor(0.0) for r in rms]))
    left = torch.stack(left)
    columns = {}
    for name, q in (("p5", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95)):
        columns[name] = [number(x) for x in left.quantile(q, dim=0)] + [None]
    columns["rms"] = [number(x) for x in left.pow(2).mean(0).sqrt()] + [None]
    first = left[:, 0][left[:, 0] > 0]
    columns["spread"] = [number((2 * first.log()).std(unbiased=True))]
    return columns


class Data:
    def __init__(self, case):
        self.x = torch.tensor(case["x"], dtype=torch.float64).reshape([-1] + case["shape"])
        self.y = torch.tensor(case["y"], dtype=torch.float64)[:, None]
        self.params = [torch.tensor(p, dtype=torch.float64).reshape(s).requires_grad_() for p, s in zip(case["params"], case["dims"])]
        self.net = Net(case, self.params, self.x)


if __name__ == "__main__":
    results = {}
    for case in json.load(sys.stdin):
        data = Data(case)
        results[case["name"]] = {
            f.__name__: f(case, data) for f in (snr, likeness, shattering, jacobian, dead, band)
        }
    json.dump(results, sys.stdout, indent=1, sort_keys=True)
    print()
