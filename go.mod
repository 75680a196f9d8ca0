module backflow

go 1.26

require (
	github.com/chromedp/chromedp v0.23.0
	github.com/gogpu/gputypes v0.5.2
	github.com/gogpu/wgpu v0.31.5
	github.com/hajimehoshi/ebiten/v2 v2.10.0
	gonum.org/v1/gonum v0.17.0
)
