package mask

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ciSecrets are what a job usually has: tokens, a password, a key of 27 lines.
func ciSecrets() []string {
	key := "-----BEGIN PRIVATE KEY-----\n"
	for i := range 25 {
		key += fmt.Sprintf("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC%013d\n", i*7919)
	}
	return []string{"ghp_16C7e42F292c6912E7710c838347Ae178B4a", "p\"ss/w&rd <1>", "xoxb-1234567890-abcdef", "postgres://app:s3cr3t@db/app",
		key + "-----END PRIVATE KEY-----\n"}
}

// BenchmarkWriter compares a Writer with a copy, to nowhere and to a file, in pieces as demux writes them.
func BenchmarkWriter(b *testing.B) {
	var log strings.Builder
	for i := 0; log.Len() < 8<<20; i++ {
		fmt.Fprintf(&log, "  Scenario: row %d of the table of prices # features/shop.feature:%d\n    Given a \"token\": {\"duration\": %d}\n", i, i%100, i*1009)
	}
	m := New(ciSecrets())
	b.Logf("%d forms, %d to %d bytes", len(m.forms), m.shortest, m.longest)
	file, err := os.Create(filepath.Join(b.TempDir(), "out"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	for name, to := range map[string]io.Writer{"copy": discard{}, "masked": m.Writer(discard{}, nil), "file": file, "masked-file": m.Writer(file, nil)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(log.Len()))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := file.Seek(0, io.SeekStart); err != nil {
					b.Fatal(err)
				}
				if _, err := io.CopyBuffer(to, onlyReader{strings.NewReader(log.String())}, make([]byte, 32<<10)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// discard has no ReadFrom, which would take what it is given without a copy.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

type onlyReader struct{ io.Reader }
