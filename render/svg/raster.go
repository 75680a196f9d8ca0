package svg

import (
	"encoding/base64"

	"backflow/render/draw"
)

// rasters embeds small pictures, each as a PNG in the file itself.
func (d *drawing) rasters(rasters []draw.Raster) {
	for i := range rasters {
		r := &rasters[i]
		if r.Cols == 0 || r.Rows == 0 {
			continue
		}
		if d.sketch && r.Smooth && min(r.Cols, r.Rows) > 1 {
			r = halved(r)
		}
		rendering := ` image-rendering="pixelated"`
		if r.Smooth {
			rendering = ""
		}
		d.add(`<image x="%s" y="%s" width="%s" height="%s" preserveAspectRatio="none"%s href="data:image/png;base64,%s"/>`,
			num(r.X), num(r.Y), num(r.W), num(r.H), rendering, d.encode(r))
	}
}

// halved has half the columns and rows: the mean of every four values, which stand for a scale of colours.
func halved(r *draw.Raster) *draw.Raster {
	half := *r
	half.Cols, half.Rows = r.Cols/2, r.Rows/2
	half.Values = make([]uint8, half.Cols*half.Rows)
	for i := range half.Values {
		at := i/half.Cols*2*r.Cols + i%half.Cols*2
		sum := int(r.Values[at]) + int(r.Values[at+1]) + int(r.Values[at+r.Cols]) + int(r.Values[at+r.Cols+1])
		half.Values[i] = uint8((sum + 2) / 4)
	}
	return &half
}

// encode makes a PNG with the colours that occur, and no others.
func (d *drawing) encode(r *draw.Raster) string {
	var palette [][4]uint8
	places := map[[4]uint8]uint8{}
	pixels := make([]uint8, r.Cols*r.Rows)
	for i, v := range r.Values[:len(pixels)] {
		color := colorOf(r, v)
		place, ok := places[color]
		if !ok {
			place = uint8(len(places))
			places[color], palette = place, append(palette, color)
		}
		pixels[i] = place
	}
	return base64.StdEncoding.EncodeToString(indexed(r.Cols, r.Rows, pixels, palette, d.pack))
}

// colorOf is the colour of a value. Where neighbours are blended nobody sees the
// last two digits of it.
func colorOf(r *draw.Raster, value uint8) [4]uint8 {
	color := r.Palette[value]
	if r.Smooth && color[3] == 255 {
		for i := range color[:3] {
			color[i] = color[i]&^3 + 2
		}
	}
	return color
}
