hnThisDay(9,{});
