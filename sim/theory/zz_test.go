package theory_test
import "fmt"
func fm(x float64) string { return fmt.Sprintf("%.3f", x) }
