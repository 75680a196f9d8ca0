"""What a look says of each layer, once more in PyTorch: updates and slopes.

Reads cases as instruments.py does, each with the looks to take at it, and writes
{case: {look: {column: [figure a layer]}}}; null where there is no number.
"""
import json, sys

from instruments import ACTS, Data, Net, loss, number
import torch


def rms(x):
    return x.double().pow(2).mean().sqrt()


def gradients(case, data, params, indices):
    """∂C/∂ of each parameter, and [z, ∂C/∂z] of each layer, on one minibatch."""
    out, seen = Net(case, params).forward(data.x[indices].to(params[0].dtype))
    z = [s[0] for s in seen]
    c = loss(case, out, data.y[indices].to(params[0].dtype))
    every = torch.autograd.grad(c, params + z, allow_unused=True)
    grads = [torch.zeros_like(p) if g is None else g for p, g in zip(params, every)]
    return grads, list(zip(z, every[len(params) :]))


def optimiser(rule, params, lr):
    """The rules as PyTorch has them; the rate is said before each step."""
    return {
        "sgd": lambda: torch.optim.SGD(params, lr=lr),
        "momentum": lambda: torch.optim.SGD(params, lr=lr, momentum=0.9),
        "nesterov": lambda: torch.optim.SGD(params, lr=lr, momentum=0.9, nesterov=True),
        "rmsprop": lambda: torch.optim.RMSprop(params, lr=lr, alpha=0.9, eps=1e-8),
        "adam": lambda: torch.optim.Adam(params, lr=lr, betas=(0.9, 0.999), eps=1e-8),
    }[rule]()


class Training:
    """A network in training; a step leaves what it changed in self.changes."""

    def __init__(self, case, data, look, dtype):
        self.case, self.data, self.look = case, data, look
        self.params = [p.detach().to(dtype).clone().requires_grad_() for p in data.params]
        self.rule = optimiser(look["rule"], [{"params": [p]} for p in self.params], 0.0)
        self.taken = 0

    def step(self, lr):
        case, look, layers = self.case, self.look, self.case["tensorLayers"]
        rates = look["layerLR"] or []
        indices = look["minibatches"][self.taken]
        grads, self.seen = gradients(case, self.data, self.params, indices)
        weights = [p.dim() > 1 for p in self.params]
        for i, (p, g) in enumerate(zip(self.params, grads)):
            p.grad = g + look["decay"] * p.detach() if weights[i] else g.clone()
        norm = torch.cat([p.grad.flatten() for p in self.params]).norm()
        if look["clip"] and norm > look["clip"]:
            for p in self.params:
                p.grad *= look["clip"] / norm
        for group, layer in zip(self.rule.param_groups, layers):
            group["lr"] = lr * (rates[layer] if layer < len(rates) else 1.0)
        before = [p.detach().clone() for p in self.params]
        with torch.no_grad():
            for p in self.params:
                p.zero_()  # so that nothing of the change is rounded off; no rule reads it
        self.rule.step()
        self.before, self.changes = before, [p.detach().clone() for p in self.params]
        if look["equalise"]:
            ratios = {l: rms(c) / rms(b) for l, c, b, w in zip(layers, self.changes, before, weights) if w}
            last = ratios[max(ratios)]
            self.changes = [c * (last / ratios[l]) for c, l in zip(self.changes, layers)]
        with torch.no_grad():
            for p, b, c in zip(self.params, before, self.changes):
                p.copy_(b + c)
        self.taken += 1

    def of_weights(self, list):
        return [x for x, p in zip(list, self.params) if p.dim() > 1]


def look(case, data, look):
    """Some steps at one rate, and what the next one would do at another."""
    training = Training(case, data, look, torch.float64)
    for _ in range(look["steps"]):
        training.step(look["first"])
    training.step(look["then"])
    columns = {"lost": [], "update": [], "slope": [], "factor": [], "rest": []}
    for w, d in zip(training.of_weights(training.before), training.of_weights(training.changes)):
        w32 = w.float()
        columns["lost"].append(number((w32 + d.float() == w32).double().mean()))
        columns["update"].append(number(rms(d) / rms(w)))
    deltas = [rms(d) for _, d in training.seen]
    for i, ((z, _), act) in enumerate(zip(training.seen, case["acts"])):
        slope = torch.tensor(1.0)
        if act is not None:
            z = z.detach().requires_grad_()
            slope = rms(torch.autograd.grad(ACTS[act["name"]](z, act["slope"]).sum(), z)[0])
        factor = deltas[i] / deltas[i + 1] if i + 1 < len(deltas) else torch.tensor(float("nan"))
        columns["slope"].append(number(slope))
        columns["factor"].append(number(factor))
        columns["rest"].append(number(factor / slope))
    columns["span"] = [max(columns["update"]) / min(columns["update"])]
    if look["float32"]:
        columns["unchanged"] = unchanged(case, data, look)
    return columns


def unchanged(case, data, look):
    """The share of weights that so many steps in float32 leave as they are, to the bit."""
    training = Training(case, data, look, torch.float32)
    first = [p.detach().clone() for p in training.params]
    for _ in range(look["float32"]):
        training.step(look["first"])
    return [
        number((a.view(torch.int32) == b.detach().view(torch.int32)).double().mean())
        for a, b in zip(training.of_weights(first), training.of_weights(training.params))
    ]


if __name__ == "__main__":
    results = {}
    for case in json.load(sys.stdin):
        data = Data(case)
        results[case["name"]] = {l["name"]: look(case, data, l) for l in case["looks"]}
    json.dump(results, sys.stdout, indent=1, sort_keys=True)
    print()
