package result

import "testing"

func BenchmarkSignature(b *testing.B) {
	all := corpus(b)
	b.ResetTimer()
	for i := range b.N {
		SignatureOf(all[i%len(all)].failure)
	}
}
