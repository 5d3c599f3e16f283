package official_test

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/org/baleen-action/official"
)

func ExampleWrite() {
	var page bytes.Buffer
	messages := strings.NewReader(`{"testRunStarted":{}}` + "\n" + `{"testRunFinished":{"success":true}}`)
	if err := official.Write(&page, "shop", messages); err != nil {
		fmt.Println(err)
	}
	fmt.Println(bytes.Contains(page.Bytes(), []byte("<title>shop</title>")), bytes.Contains(page.Bytes(), []byte(`[{"testRunStarted":{}},{"testRunFinished":`)))
	// Output: true true
}
