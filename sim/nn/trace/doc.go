// Package trace reads a network that is given in full, with explicit weights
// and inputs, and reports every number of one forward and backward pass, so
// that it can be compared with any other program's.
//
// The input is one JSON object:
//
//	{"layers": […], "loss": "mse"|"bce"|"softmax-ce", "x": […], "y": […]}
//
// with layers
//
//	{"type": "dense", "W": [out][in], "b": [out]}
//	{"type": "conv", "W": [out][in][kh][kw], "b": [out], "stride": 1, "pad": 0}
//	{"type": "maxpool"|"avgpool", "size": 2}
//	{"type": "flatten"}
//	{"type": "batchnorm"|"layernorm", "gamma": […], "beta": […], "eps": 1e-5}
//	{"type": "act", "name": "sigmoid", "slope": 0.01}
//	{"type": "residual", "scale": 1, "layers": […]}      x + scale·layers(x)
//
// The values shown for stride, pad, eps, slope and scale are their defaults;
// everything else must be there. x is [batch][features] or [batch][c][h][w]; y
// is [batch][outputs], also [batch][c][h][w] of images; for softmax-ce that is
// what each class weighs (one-hot, or probabilities), and class indices [batch]
// do as well. γ and β of a batchnorm are one a feature or channel;
// those of a layernorm one a value of an example, flat or [c][h][w]. Losses are
// nn.MSE, nn.BCE and nn.SoftmaxCE.
//
// The report is
//
//	{"loss": …, "output": […], "layers": [{"type": …, "out_rms": …, "delta_rms": …, "dx_rms": …, …}]}
//
// with delta ∂loss/∂(the layer's output), dx ∂loss/∂(its input), "dW" and "db"
// of dense and conv layers, "dgamma" and "dbeta" of normalisations, in the
// shapes of the parameters, and "layers" of residuals. Numbers that are not
// finite are null.
package trace
