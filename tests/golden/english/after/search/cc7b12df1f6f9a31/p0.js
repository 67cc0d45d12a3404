hnSearch("cc7b12df1f6f9a31/p0",`~ .hG!!~ %fB! ~ #S>! |/#!!~ "(Z! ~    ! ~ !gl #~ '{K! ~ .aI! }@j! ~ %j5! ~ "B~! ~  ,-!!~ 2T3! ~ &{c! }a1! `);
