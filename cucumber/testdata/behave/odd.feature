# a comment
# Language:   de

@feature  @a,@b #c @not
Funktionalität: Odd
  '''not a doc string'''
  Rule of thumb
  angenommen nothing
  @bg<w>
  @x#y @quote"d @sp<w>ce @ok
  Szenariogrundriss: o <w>
    gegeben sei <w>
      '''json
      """
      @no
      Szenario: no
      ''' ende
    Wenn | x |
      | a | b
      | 1 | 2 |
    Dann <row.id>
    Beispiele: E <w>
      | w | v
      | a/b c | 2 |
      | <v> | 3 |
    @on_<w> @ex
    Beispiele:
      | v |
      | 1 |
  @row<row.id>_<examples.index>_<examples.name>
  Szenariogrundriss: p
    * x
    Beispiele: Nä/me
      | v |
      | 1 |
  Szenariogrundriss: bare
    * x
  @last # @c
  # comment
  @<w> @more
  Szenario: plain <w>
    UND y
      """
      '''
      """
