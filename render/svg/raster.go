package svg

import (
	"bytes"
	"encoding/base64"
	"image"
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

func encode(r *scene.Raster) string {
	picture := &image.RGBA{Pix: make([]byte, 0, 4*r.Cols*r.Rows), Stride: 4 * r.Cols, Rect: image.Rect(0, 0, r.Cols, r.Rows)}
	for _, v := range r.Values[:r.Cols*r.Rows] {
		pixel := r.Palette[v]
		picture.Pix = append(picture.Pix, pixel[:]...)
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&b, picture); err != nil {
		panic("svg: " + err.Error()) // a Buffer takes all, and the size is right
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}
