//go:build consumers

package page

import (
	"os/exec"
	"testing"
)

// TestConsumersTypes checks the page's script with TypeScript, as one program with the types of its data.
func TestConsumersTypes(t *testing.T) {
	arguments := []string{
		"../testdata/consumers/node_modules/typescript/bin/tsc", "--noEmit", "--allowJs", "--checkJs", "--strict",
		"--target", "es2023", "--lib", "es2023,dom,dom.iterable", "assets/model.d.ts",
	}
	for _, name := range scripts() {
		arguments = append(arguments, "assets/"+name+".js")
	}
	if out, err := exec.Command("node", arguments...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
