package svg

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"

	"backflow/render/scene"
)

// rasters embeds small pictures, each as a PNG in the file itself.
func (d *drawing) rasters(rasters []scene.Raster) {
	for i := range rasters {
		r := &rasters[i]
		if r.Cols == 0 || r.Rows == 0 {
			continue
		}
		rendering := ` image-rendering="pixelated"`
		if r.Smooth {
			rendering = ""
		}
		d.add(`<image x="%s" y="%s" width="%s" height="%s" preserveAspectRatio="none"%s href="data:image/png;base64,%s"/>`,
			num(r.X), num(r.Y), num(r.W), num(r.H), rendering, encode(r))
	}
}

// encode makes a PNG with the colours that occur, and no others.
func encode(r *scene.Raster) string {
	picture := image.NewPaletted(image.Rect(0, 0, r.Cols, r.Rows), nil)
	places := map[color.Color]uint8{}
	for i, v := range r.Values[:r.Cols*r.Rows] {
		pixel := colorOf(r, v)
		place, ok := places[pixel]
		if !ok {
			place = uint8(len(places))
			places[pixel] = place
			picture.Palette = append(picture.Palette, pixel)
		}
		picture.Pix[i] = place
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&b, picture); err != nil {
		panic("svg: " + err.Error()) // a Buffer takes all, and the size is right
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// colorOf is the colour of a value. Where neighbours are blended nobody sees the
// last two digits of it.
func colorOf(r *scene.Raster, value uint8) color.Color {
	p := r.Palette[value]
	if r.Smooth && p[3] == 255 {
		for i := range p[:3] {
			p[i] = p[i]&^3 + 2
		}
	}
	return color.RGBA{R: p[0], G: p[1], B: p[2], A: p[3]}
}
