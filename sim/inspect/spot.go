package inspect

import (
	"slices"

	"backflow/sim/nn"
)

// spot is where a node stands: in the network's own list, or in a residual's branch.
type spot struct {
	list  []*nn.Node
	at    int
	outer *spot // of the residual; nil in the network's own list
}

// find looks for a node, in branches too.
func find(nodes []*nn.Node, n *nn.Node, outer *spot) *spot {
	if i := slices.Index(nodes, n); i >= 0 {
		return &spot{nodes, i, outer}
	}
	for i, m := range nodes {
		if s := find(m.Branch, n, &spot{nodes, i, outer}); s != nil {
			return s
		}
	}
	return nil
}

// next is the node that takes this one's output, nil at the end of the list.
func (s *spot) next() *nn.Node {
	if s.at+1 < len(s.list) {
		return s.list[s.at+1]
	}
	return nil
}
