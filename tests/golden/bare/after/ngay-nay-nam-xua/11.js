hnThisDay(11,{});
